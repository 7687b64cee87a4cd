/** Payments: charges orders, and refunds what is not shipped. */
@NullMarked
package io.eventtopology.services.payment;

import org.jspecify.annotations.NullMarked;
