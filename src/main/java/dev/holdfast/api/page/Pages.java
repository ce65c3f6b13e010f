package dev.holdfast.api.page;

/**
 * Which pages this instance has.
 *
 * @param race the live race, which is part of the lab
 * @param console the operators' console
 */
public record Pages(boolean race, boolean console) {}
