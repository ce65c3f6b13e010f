package dev.holdfast.load.fake;

/** What a fake Holdfast does wrong, or at least not smoothly. */
public enum Fault {
  /** Checks and takes in two steps, without protection. */
  OVERSELLS,
  /** Protects even the strategy that declares no protection: a control that controls nothing. */
  PROTECTS_THE_CONTROL,
  /** Forgets every twentieth order that it accepted. */
  LOSES_ORDERS,
  /** Gives every twentieth order the id of the one before. */
  REPEATS_IDS,
  /** Refuses every twentieth order, whatever there is. */
  REFUSES_FALSELY,
  /** Answers every twentieth order with 500. */
  FAILS,
  /** Adds one to what is available in every audit. */
  DOCTORS_AUDITS,
  /** Places every twentieth order, and answers that it does not know whether it did: allowed. */
  LOSES_ANSWERS,
  /** Asks every twentieth customer to come back later: allowed. */
  IS_BUSY,
  /** Leaves the units of every twentieth order taken, and refuses it. */
  LEAKS
}
