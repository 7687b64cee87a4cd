package io.eventtopology.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.tools.kafka.KafkaBroker;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.junit.jupiter.api.Test;

class PlannedExampleTest {
    @Test
    void the_examples_plan_can_be_set_up_on_a_broker() {
        try (KafkaBroker broker = KafkaBroker.plain()) {
            PlannedExample todo = PlannedExample.of("todo", topology -> topology, KafkaSetup.plain(broker));
            KafkaSetup.createTopics(broker, todo);
            assertThat(todo.objects().stream().filter(Deployment.class::isInstance))
                    .hasSize(4);
        }
    }
}
