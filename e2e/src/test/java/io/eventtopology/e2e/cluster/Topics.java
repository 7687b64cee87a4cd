package io.eventtopology.e2e.cluster;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** The broker's topics, as the broker itself tells. */
final class Topics {
    private Topics() {}

    static Set<String> names() {
        try (Admin admin = Admin.create(properties())) {
            return new TreeSet<>(admin.listTopics().names().get());
        } catch (ExecutionException e) {
            throw new IllegalStateException("The broker does not tell its topics", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted while the broker answers", e);
        }
    }

    /** Deletes the topics of the todo example, which an earlier run has left as it should. */
    static void forgetThoseOfTodo() {
        forget("(todos|users|notifications)\\..*");
    }

    /** Deletes topics by the pattern of their names. */
    static void forget(String names) {
        try (Admin admin = Admin.create(properties())) {
            admin.deleteTopics(admin.listTopics().names().get().stream()
                            .filter(name -> name.matches(names))
                            .toList())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The broker does not delete topics", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted while the broker deletes topics", e);
        }
    }

    static Map<String, Object> properties() {
        return Map.of("bootstrap.servers", ClusterUnderTest.current().options().kafkaFromHere());
    }
}
