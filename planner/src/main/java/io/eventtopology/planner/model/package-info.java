/** What the planner works on and produces: resolved, validated, defaulted. */
@NullMarked
package io.eventtopology.planner.model;

import org.jspecify.annotations.NullMarked;
