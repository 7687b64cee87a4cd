/** The folder below the user's cache folder where brought programs and files are kept between runs. */
@NullMarked
package io.eventtopology.tools.cache;

import org.jspecify.annotations.NullMarked;
