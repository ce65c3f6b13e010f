package dev.holdfast.load.kill;

import java.util.List;
import java.util.Map;

/** The store below the instances, and what it suffers in the course of a run. */
interface KilledStore extends AutoCloseable {
  /**
   * One thing that happens to the store. No instance starts meanwhile: one that finds no store does
   * not start.
   *
   * @param name what it is, for the record
   * @param withInstances whether all instances that live are killed at that moment, as when a
   *     machine dies
   * @param dealt deals it, and returns when the store answers again
   */
  record Blow(String name, boolean withInstances, Runnable dealt) {}

  /** What a user calls it. */
  String name();

  /** How instances find it: properties that they are started with. */
  Map<String, String> location();

  /** What happens to it, in turn. */
  List<Blow> blows();

  /**
   * Whether instances on it can die at a named point: where one transaction is one step, nothing is
   * half done at any point.
   */
  boolean hasPoints();

  @Override
  void close();
}
