package io.eventtopology.quickstart;

import java.util.List;

/** What the quickstart shows, in order. A new step goes into this list. */
final class Scenario {
    private Scenario() {}

    /** The steps; each finds the world as the one before left it. */
    static List<Step> steps(Choice choice) {
        if (choice.servicesAlone()) {
            return List.of(new DeclareStep(), new ServicesStep());
        }
        if (!choice.running()) {
            return List.of(new DeclareStep(), new InspectStep(), new EditStep(), new BreakStep(), new RestStep());
        }
        return List.of(
                new DeclareStep(),
                new ServicesStep(),
                new FlowStep(),
                new InspectStep(),
                new FailureStep(),
                new EditStep(),
                new BreakStep(),
                new SummaryStep(),
                new RestStep());
    }
}
