/** What users are told, and the record of it. */
@NullMarked
package io.eventtopology.services.notify.message;

import org.jspecify.annotations.NullMarked;
