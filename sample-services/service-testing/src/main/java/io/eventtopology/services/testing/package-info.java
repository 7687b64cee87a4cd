/** What tests of the services share. */
@NullMarked
package io.eventtopology.services.testing;

import org.jspecify.annotations.NullMarked;
