/**
 * Which instances share this store: each announces itself under a lease that it renews. Start with
 * {@link dev.holdfast.instance.InstanceRegistry}.
 */
@NullMarked
package dev.holdfast.instance;

import org.jspecify.annotations.NullMarked;
