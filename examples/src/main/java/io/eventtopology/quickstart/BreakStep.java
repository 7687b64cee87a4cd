package io.eventtopology.quickstart;

import io.eventtopology.crds.dapr.Component;
import io.eventtopology.crds.dapr.Subscription;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;

/** Breaks things by hand, as people do, and waits for the repair. */
final class BreakStep implements Step {
    private static final String COMPONENT = "todos-notify";
    private static final String SUBSCRIPTION = "notify.todos.task.created";
    private static final String DEAD_LETTERS = "todos.task.created.shop.notify.dlq";
    private static final String TOPIC = "todos.task.completed";
    private static final Duration RETENTION = Duration.ofDays(7);
    private static final String NOTE = "example.com/on-call";
    private static final PatchContext BY_HAND = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager("by-hand")
            .build();

    @Override
    public String title() {
        return "Break it by hand, watch the repair";
    }

    @Override
    public void run(World world, Stage stage) throws Exception {
        Console console = stage.console();
        KubernetesClient user = world.cluster().user();

        console.line("annotate Deployment notify: " + NOTE + "=team-a, not a field of the operator", Tint.ACCENT);
        patch(user, Deployment.class, "notify", "{\"metadata\":{\"annotations\":{\"" + NOTE + "\":\"team-a\"}}}");

        console.line("delete Component " + COMPONENT, Tint.ACCENT);
        String uid =
                world.objects().get(Component.class, COMPONENT).getMetadata().getUid();
        user.resources(Component.class)
                .inNamespace(World.NAMESPACE)
                .withName(COMPONENT)
                .delete();
        stage.check(
                "deleted Component " + COMPONENT + " is back with another uid",
                () -> Probe.expect(
                        !uid.equals(world.objects()
                                .get(Component.class, COMPONENT)
                                .getMetadata()
                                .getUid()),
                        "it is still the old one"));

        console.line("edit Subscription " + SUBSCRIPTION + ": deadLetterTopic → somewhere.else", Tint.ACCENT);
        patch(user, Subscription.class, SUBSCRIPTION, "{\"spec\":{\"deadLetterTopic\":\"somewhere.else\"}}");
        stage.check("edited deadLetterTopic of Subscription " + SUBSCRIPTION + " is reverted", () -> {
            String now = world.objects()
                    .get(Subscription.class, SUBSCRIPTION)
                    .getSpec()
                    .deadLetterTopic();
            return Probe.expect(DEAD_LETTERS.equals(now), "it is " + now);
        });

        console.line(
                "set retention.ms of topic " + TOPIC
                        + " to 60000; a broker tells nobody, so the operator looks every few seconds",
                Tint.ACCENT);
        world.topics().set(TOPIC, "retention.ms", "60000");
        stage.check("drifted retention.ms of topic " + TOPIC + " is reverted to 7 d on the broker", () -> {
            String now = world.topics().topic(TOPIC).settings().get("retention.ms");
            return Probe.expect(Long.toString(RETENTION.toMillis()).equals(now), "it is " + now);
        });

        stage.check("the annotation on Deployment notify is still there", () -> {
            String now = world.objects()
                    .get(Deployment.class, "notify")
                    .getMetadata()
                    .getAnnotations()
                    .get(NOTE);
            return Probe.expect("team-a".equals(now), "it is " + now);
        });
    }

    private static <T extends HasMetadata> void patch(KubernetesClient user, Class<T> kind, String name, String patch) {
        user.resources(kind).inNamespace(World.NAMESPACE).withName(name).patch(BY_HAND, patch);
    }
}
