package io.eventtopology.operator.broker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import org.apache.kafka.common.KafkaFuture;

/** What Kafka answered to a batch: for each key either a value or a problem. */
record Answers<K, V>(Map<K, V> values, Map<K, BrokerProblem> problems) {

    /**
     * Waits for all of them; the admin client ends each within its own time limit. When this thread is interrupted it stays so, and what has not
     * been answered is a problem.
     *
     * @param problem makes a problem of a key and an exception
     */
    static <K, V> Answers<K, V> await(
            Map<K, KafkaFuture<V>> futures, BiFunction<? super K, Throwable, BrokerProblem> problem) {
        Map<K, V> values = new LinkedHashMap<>();
        Map<K, BrokerProblem> problems = new LinkedHashMap<>();
        futures.forEach((key, future) -> {
            try {
                values.put(key, future.get());
            } catch (ExecutionException e) {
                problems.put(key, problem.apply(key, e.getCause() == null ? e : e.getCause()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                problems.put(key, problem.apply(key, e));
            }
        });
        return new Answers<>(values, problems);
    }
}
