package io.eventtopology.tools.cluster;

import io.eventtopology.tools.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one kube-apiserver is started. It makes its own CA and serving certificate in {@code tls/} on the first start and
 * uses them again afterwards.
 */
record ApiServer(Path program, Path directory, int port, int etcdPort, Identities identities, Optional<Path> auditLog) {
    /** Everything, without bodies: enough to count who wrote what. */
    private static final String AUDIT_POLICY = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules: [{level: Metadata}]
            """;

    /** Fewer garbage collections, for more memory: a third less processor time until it is ready with CRDs, 570 MB instead of 320 MB resident. */
    private static final Map<String, String> ROOMY = Map.of("GOGC", "400");

    /** The certificate of the server followed by that of its CA, PEM. */
    Path caFile() {
        return directory.resolve("tls").resolve("apiserver.crt");
    }

    String url() {
        return "https://127.0.0.1:" + port;
    }

    ChildProcess start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--etcd-servers=http://127.0.0.1:" + etcdPort,
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + directory.resolve("tls"),
                "--token-auth-file=" + identities.tokenFile(),
                "--service-account-key-file=" + identities.serviceAccountKey(),
                "--service-account-signing-key-file=" + identities.serviceAccountKey(),
                "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                "--service-cluster-ip-range=10.96.0.0/16",
                "--authorization-mode=RBAC",
                // As every common distribution sets it: refusing such pods is the work of admission.
                "--allow-privileged=true",
                // An endpoint on the loopback address is invalid, and nobody needs it here.
                "--endpoint-reconciler-type=none",
                "--profiling=false"));
        if (auditLog.isPresent()) {
            Path policy = directory.resolve("audit-policy.yaml");
            Files.writeString(policy, AUDIT_POLICY);
            command.add("--audit-policy-file=" + policy);
            command.add("--audit-log-path=" + auditLog.get());
            // Never rotated: whoever counts writes needs all of them in one file. Megabytes.
            command.add("--audit-log-maxsize=1000000");
        }
        return ChildProcess.start("kube-apiserver", command, ROOMY, directory, directory.resolve("kube-apiserver.log"));
    }
}
