package io.eventtopology.operator.admission;

import io.eventtopology.crds.Finding;
import io.eventtopology.operator.metrics.OperatorMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that every request gets an answer in time: what cannot be judged is allowed, with a warning, and counted. */
final class Reviews implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reviews.class);

    /** Whoever reaches the port can name any kind; a metric must not grow with it. */
    private static final Set<String> OURS = Set.of("EventTopology", "EventService");

    private final Function<AdmissionRequest, Verdict> judge;
    private final OperatorMetrics metrics;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Reviews by this judge, who may throw and may take long. */
    Reviews(Function<AdmissionRequest, Verdict> judge, OperatorMetrics metrics) {
        this.judge = judge;
        this.metrics = metrics;
    }

    /**
     * The answer to a request.
     *
     * @param patience how long the API server waits for the answer to arrive
     */
    Verdict answer(AdmissionRequest request, Duration patience) {
        long start = System.nanoTime();
        Verdict verdict;
        Optional<NotJudgedException> obstacle = Optional.empty();
        try {
            verdict = judged(request, patience);
        } catch (NotJudgedException e) {
            verdict = allowed(request, e);
            obstacle = Optional.of(e);
        }
        metrics.admissionReviewed(
                OURS.contains(request.kind()) ? request.kind() : "other",
                obstacle.isPresent() ? "unjudged" : verdict.outcome(),
                Duration.ofNanos(System.nanoTime() - start));
        obstacle.ifPresent(e -> metrics.admissionNotJudged(e.reason()));
        if (!verdict.isAllowed()) {
            LOG.info(
                    "{} of {} is refused: {}",
                    request.operation(),
                    request.subject(),
                    verdict.refusals().stream().map(Finding::code).distinct().toList());
        }
        return verdict;
    }

    private Verdict judged(AdmissionRequest request, Duration patience) {
        Future<Verdict> judgement = threads.submit(() -> judge.apply(request));
        try {
            // Some of the time is for the way back.
            return judgement.get(patience.toMillis() * 4 / 5, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            judgement.cancel(true);
            throw new NotJudgedException("timeout", "it took too long to look at what it would become");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotJudgedException("stopping", "the operator is ending");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NotJudgedException known) {
                throw known;
            }
            LOG.warn("{} of {} could not be judged", request.operation(), request.subject(), e.getCause());
            throw new NotJudgedException("error", "the operator met an error; its log has the details");
        }
    }

    private static Verdict allowed(AdmissionRequest request, NotJudgedException obstacle) {
        LOG.debug("{} of {} is allowed unseen: {}", request.operation(), request.subject(), obstacle.getMessage());
        return new Verdict(
                List.of(),
                List.of(request.subject() + " was not checked, because " + obstacle.getMessage()
                        + ". Its status will tell what is wrong with it."));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
