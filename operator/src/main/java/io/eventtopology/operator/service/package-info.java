/** Reconciles EventService. */
@NullMarked
package io.eventtopology.operator.service;

import org.jspecify.annotations.NullMarked;
