package io.eventtopology.operator.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.eventtopology.crds.ContractSerialization;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@code POST /validate} with AdmissionReviews of admission.k8s.io/v1, over TLS 1.2 or newer. */
final class AdmissionServer implements AutoCloseable {
    /** An object as large as etcd stores it (1.5 MiB), a new one as large as the API server reads it (3 MiB), and what is around. */
    static final int LARGEST_BODY = 5 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(AdmissionServer.class);
    private static final String PATH = "/validate";

    /** The API server tells in the query how long it waits, as Go writes durations. */
    private static final Pattern TIMEOUT = Pattern.compile("(?:^|&)timeout=([0-9]{1,3})s(?:&|$)");

    /** As long as the API server waits at most when it does not say. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpsServer server;
    private final ExecutorService threads;
    private final BiFunction<AdmissionRequest, Duration, Verdict> reviews;
    private final KubernetesSerialization serialization = ContractSerialization.create();

    private AdmissionServer(
            HttpsServer server, ExecutorService threads, BiFunction<AdmissionRequest, Duration, Verdict> reviews) {
        this.server = server;
        this.threads = threads;
        this.reviews = reviews;
    }

    /**
     * Starts to answer.
     *
     * @param port 0 takes a free one
     * @param tls gives the certificate
     * @param reviews request and the API server's patience → verdict; never throws
     */
    static AdmissionServer start(int port, SSLContext tls, BiFunction<AdmissionRequest, Duration, Verdict> reviews) {
        try {
            HttpsServer https = HttpsServer.create(new InetSocketAddress(port), 0);
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            https.setHttpsConfigurator(new Protocols(tls));
            https.setExecutor(threads);
            AdmissionServer server = new AdmissionServer(https, threads, reviews);
            https.createContext("/", server::handle);
            https.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Port " + port
                            + " for the admission webhook cannot be opened (admission.port in the configuration)",
                    e);
        }
    }

    /** No protocol that is broken. */
    private static final class Protocols extends HttpsConfigurator {
        Protocols(SSLContext context) {
            super(context);
        }

        @Override
        public void configure(HttpsParameters parameters) {
            SSLParameters tls = getSSLContext().getDefaultSSLParameters();
            tls.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            parameters.setSSLParameters(tls);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional<Complaint> complaint = complaint(exchange);
            if (complaint.isPresent()) {
                complain(exchange, complaint.get());
                return;
            }
            byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
            if (body.length > LARGEST_BODY) {
                // Whoever is still sending does not listen: what follows is read, within bounds, so that the answer
                // arrives.
                exchange.getRequestBody().skip(LARGEST_BODY);
                complain(exchange, new Complaint(413, "The body has more than " + LARGEST_BODY + " bytes"));
                return;
            }
            Optional<AdmissionRequest> request = read(body);
            if (request.isEmpty()) {
                complain(
                        exchange,
                        new Complaint(400, "The body is no AdmissionReview of admission.k8s.io/v1 with a request"));
                return;
            }
            Verdict verdict = reviews.apply(
                    request.get(), patience(exchange.getRequestURI().getRawQuery()));
            byte[] answer = serialization.asJson(answer(request.get(), verdict)).getBytes(StandardCharsets.UTF_8);
            send(exchange, 200, "application/json", answer);
        } catch (IOException e) {
            LOG.debug("A caller of the admission webhook went away", e);
            throw e;
        }
    }

    /** What is wrong with a request before its body is read. */
    private static Optional<Complaint> complaint(HttpExchange exchange) {
        if (!exchange.getRequestURI().getPath().equals(PATH)) {
            return Optional.of(new Complaint(404, "The admission webhook is at POST " + PATH));
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            return Optional.of(new Complaint(405, "The admission webhook takes POST only"));
        }
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type == null
                || !type.toLowerCase(Locale.ROOT).split(";", -1)[0].strip().equals("application/json")) {
            return Optional.of(new Complaint(415, "The admission webhook takes Content-Type: application/json"));
        }
        return Optional.empty();
    }

    private Optional<AdmissionRequest> read(byte[] body) {
        try {
            return AdmissionRequest.read(serialization.unmarshal(new ByteArrayInputStream(body), JsonNode.class));
        } catch (RuntimeException e) {
            LOG.debug("The body of a request to the admission webhook cannot be read", e);
            return Optional.empty();
        }
    }

    private static Duration patience(@Nullable String query) {
        Matcher matcher = TIMEOUT.matcher(query == null ? "" : query);
        return matcher.find() ? Duration.ofSeconds(Math.max(1, Long.parseLong(matcher.group(1)))) : PATIENCE;
    }

    private static AdmissionReview answer(AdmissionRequest request, Verdict verdict) {
        AdmissionResponse response = new AdmissionResponse();
        response.setUid(request.uid());
        response.setAllowed(verdict.isAllowed());
        response.setWarnings(verdict.warnings());
        if (!verdict.isAllowed()) {
            response.setStatus(new StatusBuilder()
                    .withStatus("Failure")
                    // Not 422 or 409: kubectl apply --force answers both by deleting the resource and creating it anew.
                    .withCode(403)
                    .withReason("Forbidden")
                    .withMessage(
                            verdict.refusals().stream().map(WarningTexts::full).collect(Collectors.joining(" ")))
                    .build());
        }
        AdmissionReview review = new AdmissionReview();
        review.setResponse(response);
        return review;
    }

    private static void complain(HttpExchange exchange, Complaint complaint) throws IOException {
        if (complaint.status() == 405) {
            exchange.getResponseHeaders().set("Allow", "POST");
        }
        send(
                exchange,
                complaint.status(),
                "text/plain; charset=utf-8",
                (complaint.text() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** An answer to what is no request of an API server. */
    private record Complaint(int status, String text) {}

    /** The port. */
    int port() {
        return server.getAddress().getPort();
    }

    /** Ends after the answers that are on their way, within a second. */
    @Override
    public void close() {
        server.stop(1);
        threads.shutdownNow();
    }
}
