/**
 * Locks of one JVM: mutex, read-write lock, semaphore, striped by SKU. Start with {@link
 * dev.holdfast.strategy.lock.jvm.JvmMutexes}.
 */
@NullMarked
package dev.holdfast.strategy.lock.jvm;

import org.jspecify.annotations.NullMarked;
