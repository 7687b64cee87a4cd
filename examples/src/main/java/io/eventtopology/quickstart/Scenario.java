package io.eventtopology.quickstart;

import java.util.List;

/** What the quickstart shows, in order. A new step goes into this list. */
final class Scenario {
    private Scenario() {}

    /** The steps; each finds the world as the one before left it. */
    static List<Step> steps() {
        return List.of(
                new DeclareStep(),
                new InspectStep(),
                // Running services, and events that flow through them, come here.
                new EditStep(),
                new BreakStep(),
                new RestStep());
    }
}
