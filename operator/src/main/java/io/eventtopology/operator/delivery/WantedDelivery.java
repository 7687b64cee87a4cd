package io.eventtopology.operator.delivery;

import io.eventtopology.crds.EventService;
import io.eventtopology.crds.dapr.Component;
import io.eventtopology.crds.dapr.Subscription;
import io.eventtopology.crds.dapr.SubscriptionRoutes;
import io.eventtopology.crds.dapr.SubscriptionSpec;
import io.eventtopology.operator.delivery.SubscriptionShape.Rule;
import io.eventtopology.planner.model.Plan;
import io.eventtopology.planner.model.PlannedGroup;
import io.eventtopology.planner.model.Provisioner;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the sidecars of one service should have loaded and consume.
 *
 * @param namespace namespace of the service
 * @param service its name
 * @param appId Dapr app id of its pods
 * @param managed whether the pods are those of a Deployment of the operator
 * @param components names of its Dapr components
 * @param subscriptions its subscriptions
 * @param groups its consumer groups
 */
record WantedDelivery(
        String namespace,
        String service,
        String appId,
        boolean managed,
        List<String> components,
        List<SubscriptionShape> subscriptions,
        List<Group> groups) {
    WantedDelivery {
        components = List.copyOf(components);
        subscriptions = List.copyOf(subscriptions);
        groups = List.copyOf(groups);
    }

    /**
     * A consumer group on a Kafka cluster.
     *
     * @param cluster id of the cluster
     * @param readable whether the operator can ask the cluster
     * @param name the group
     * @param topics topics that it should consume
     */
    record Group(String cluster, boolean readable, String name, List<String> topics) {
        static Group of(PlannedGroup planned) {
            return new Group(
                    planned.cluster().id(),
                    planned.cluster().provisioner() == Provisioner.DIRECT,
                    planned.name(),
                    planned.topics());
        }
    }

    static WantedDelivery of(EventService service, Plan plan) {
        List<String> components = new ArrayList<>();
        List<SubscriptionShape> subscriptions = new ArrayList<>();
        plan.objects().forEach(object -> {
            if (object instanceof Component component) {
                components.add(component.getMetadata().getName());
            } else if (object instanceof Subscription subscription) {
                subscriptions.add(shape(subscription.getSpec()));
            }
        });
        String name = service.getMetadata().getName();
        return new WantedDelivery(
                service.getMetadata().getNamespace(),
                name,
                Objects.requireNonNullElse(service.getSpec().appId(), name),
                plan.objects().stream().anyMatch(Deployment.class::isInstance),
                components,
                subscriptions,
                plan.groups().stream().map(Group::of).toList());
    }

    private static SubscriptionShape shape(SubscriptionSpec spec) {
        SubscriptionRoutes routes = spec.routes();
        List<Rule> rules = new ArrayList<>();
        routes.rules().forEach(rule -> rules.add(new Rule(rule.match(), rule.path())));
        if (routes.defaultRoute() != null) {
            rules.add(new Rule("", routes.defaultRoute()));
        }
        return new SubscriptionShape(spec.pubsubname(), spec.topic(), text(spec.deadLetterTopic()), rules);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
