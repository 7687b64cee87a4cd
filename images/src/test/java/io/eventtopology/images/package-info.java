/** Images are built from small folders and looked into. */
@NullMarked
package io.eventtopology.images;

import org.jspecify.annotations.NullMarked;
