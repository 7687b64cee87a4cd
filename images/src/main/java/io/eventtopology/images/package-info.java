/** Builds the container images of the operator and of the bundled services. */
@NullMarked
package io.eventtopology.images;

import org.jspecify.annotations.NullMarked;
