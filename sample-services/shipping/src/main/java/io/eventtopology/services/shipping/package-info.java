/** Parcels: the point of no return of the saga. */
@NullMarked
package io.eventtopology.services.shipping;

import org.jspecify.annotations.NullMarked;
