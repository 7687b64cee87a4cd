/** Orders, and the saga that ends them: completed, or cancelled with everything taken back. */
@NullMarked
package io.eventtopology.services.order;

import org.jspecify.annotations.NullMarked;
