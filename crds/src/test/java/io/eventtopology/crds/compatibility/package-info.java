/** The gate that keeps the contract compatible with its last release. */
@NullMarked
package io.eventtopology.crds.compatibility;

import org.jspecify.annotations.NullMarked;
