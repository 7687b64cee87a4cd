/** What a Kubernetes API server writes down of the requests it answers. */
@NullMarked
package io.eventtopology.tools.audit;

import org.jspecify.annotations.NullMarked;
