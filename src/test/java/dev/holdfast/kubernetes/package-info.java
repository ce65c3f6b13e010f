/**
 * The manifests under {@code k8s/}: every build of them against Kubernetes' own model, and against
 * rules of ours, each of which is seen to catch a planted fault.
 */
@NullMarked
package dev.holdfast.kubernetes;

import org.jspecify.annotations.NullMarked;
