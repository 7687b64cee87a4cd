package io.eventtopology.tools.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {
    @TempDir
    Path folder;

    @Test
    void keepsPortsAndDataWhenStoppedOrKilledAndStartedAgain() throws Exception {
        try (KafkaBroker broker = KafkaBroker.plain(folder)) {
            String address = broker.bootstrapServers();
            createTopic(broker.adminProperties(), "todos.task.created");

            broker.stop();
            assertThat(broker.isRunning()).isFalse();
            broker.start();
            broker.kill();
            broker.start();

            assertThat(broker.bootstrapServers()).isEqualTo(address);
            assertThat(topics(broker.adminProperties())).containsExactly("todos.task.created");
        }
        assertThat(folder.resolve("broker.log")).exists();
    }

    @Test
    void aSecuredBrokerKnowsNobodyButItsAdministrator() throws Exception {
        Path log;
        try (KafkaBroker broker = KafkaBroker.secured()) {
            log = broker.logFile();
            createTopic(broker.adminProperties(), "todos.task.created");
            assertThat(topics(byCertificate(broker))).containsExactly("todos.task.created");

            assertThatThrownBy(() -> topics(broker.userProperties("admin", "wrong")))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
            assertThat(Files.readString(log)).doesNotContain(broker.adminPassword());
            assertThat(broker.toString()).doesNotContain(broker.adminPassword());
        }
        assertThat(log.getParent()).doesNotExist();
    }

    @Test
    void aUserWithoutAnAclMayDoNothing() throws Exception {
        try (KafkaBroker broker = KafkaBroker.secured(folder);
                Admin admin = Admin.create(broker.adminProperties())) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            "notify", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), "se\"cr\\et")))
                    .all()
                    .get();

            assertThatThrownBy(() -> createTopic(broker.userProperties("notify", "se\"cr\\et"), "todos.task.created"))
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
    }

    @Test
    void aFailedStartShowsTheEndOfTheLog() throws Exception {
        try (KafkaBroker broker = KafkaBroker.plain(folder)) {
            broker.stop();
            Files.writeString(folder.resolve("server.properties"), "node.id=nonsense\n");

            assertThatThrownBy(broker::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("ended with code 1")
                    .hasMessageContaining("nonsense");
            assertThat(broker.isRunning()).isFalse();
        }
    }

    @Test
    void saysThatTheClassPathHasNoKafka() {
        String classPath = System.getProperty("java.class.path");
        System.setProperty("java.class.path", "launcher.jar");
        try {
            assertThatThrownBy(KafkaBroker::plain)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Kafka's jars are not on the class path")
                    .hasMessageContaining("java -cp");
        } finally {
            System.setProperty("java.class.path", classPath);
        }
    }

    @Test
    void refusesAFolderThatIsInUse() throws IOException {
        Files.writeString(folder.resolve("precious"), "data");

        assertThatThrownBy(() -> KafkaBroker.plain(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not empty: name an empty or absent one");
        assertThat(folder.resolve("precious")).exists();
    }

    @Test
    void aPlainBrokerHasNoSecretsToAskFor() {
        try (KafkaBroker broker = KafkaBroker.plain(folder)) {
            assertThatThrownBy(broker::adminPassword).hasMessageContaining("KafkaBroker.secured()");
            assertThatThrownBy(broker::caCertificatePem).hasMessageContaining("KafkaBroker.secured()");
        }
    }

    /** A program that runs a broker is killed with SIGKILL, so that no shutdown hook runs: the broker's process ends all the same. */
    @Test
    void theBrokerEndsWhenItsParentIsKilled() throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(parent.inputReader().lines().anyMatch(Parent.UP::equals)).isTrue();
        ProcessHandle broker = parent.children().findFirst().orElseThrow();

        parent.destroyForcibly().waitFor();

        assertThat(broker.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
    }

    /** Starts a broker and waits to be killed. */
    static final class Parent {
        static final String UP = "The broker is up";

        private Parent() {}

        public static void main(String[] args) throws InterruptedException {
            KafkaBroker.plain(Path.of(args[0]).resolve("broker"));
            System.out.println(UP);
            Thread.sleep(600_000);
        }
    }

    private static Map<String, Object> byCertificate(KafkaBroker broker) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", broker.tlsBootstrapServers());
        properties.put("security.protocol", "SSL");
        properties.put("ssl.truststore.type", "PEM");
        properties.put("ssl.truststore.certificates", broker.caCertificatePem());
        properties.put("ssl.keystore.type", "PEM");
        properties.put("ssl.keystore.certificate.chain", broker.adminCertificatePem());
        properties.put("ssl.keystore.key", broker.adminKeyPem());
        return properties;
    }

    private static void createTopic(Map<String, Object> properties, String name) throws Exception {
        try (Admin admin = Admin.create(properties)) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        }
    }

    private static Set<String> topics(Map<String, Object> properties) throws Exception {
        try (Admin admin = Admin.create(properties)) {
            return admin.listTopics().names().get();
        }
    }
}
