/** Topics and users on Direct clusters, from custom resources to a real broker. */
@NullMarked
package io.eventtopology.operator.direct;

import org.jspecify.annotations.NullMarked;
