/** What the environment sets. */
@NullMarked
package io.eventtopology.services.notify.settings;

import org.jspecify.annotations.NullMarked;
