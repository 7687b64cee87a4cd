package io.eventtopology.e2e.cluster;

import io.eventtopology.e2e.TodoFlow;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;

/** The todo example on the cluster, with databases for its services. */
final class TodoShop {
    /** The namespace that the example brings. */
    static final String NAMESPACE = "shop";

    private static final List<String> SERVICES = List.of("todo", "user", "notify", "analytics");
    private static final TodoShop SHARED = new TodoShop();

    private final ClusterUnderTest cluster = ClusterUnderTest.current();
    private final InClusterDatabases databases = new InClusterDatabases(cluster, NAMESPACE);
    private boolean prepared;

    private TodoShop() {}

    /** The one shop of this run. The first who asks finds databases and Secrets, and nothing that runs. */
    static synchronized TodoShop prepared() {
        if (!SHARED.prepared) {
            SHARED.prepare();
        }
        return SHARED;
    }

    /** The one shop of this run, with everything ready. */
    static TodoShop running() {
        new Release().ensureInstalled();
        return prepared().apply();
    }

    private void prepare() {
        if (runs()) {
            SERVICES.forEach(databases::take);
            prepared = true;
            return;
        }
        Topics.forgetThoseOfTodo();
        cluster.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .serverSideApply();
        SERVICES.forEach(databases::create);
        prepared = true;
    }

    /** Whether something of the example runs already, as after a run with --keep. */
    private boolean runs() {
        return cluster.attempt(Duration.ofSeconds(30), "kubectl", "-n", NAMESPACE, "get", "eventtopology", "todos")
                        .exit()
                == 0;
    }

    /** Applies the example as it lies in the repository, and waits until all of it is ready. */
    TodoShop apply() {
        cluster.kubectl("apply", "--server-side", "-f", "examples/todo");
        awaitReady();
        return this;
    }

    void awaitReady() {
        cluster.awaitReady(NAMESPACE, "eventtopologies,eventservices", Duration.ofMinutes(4));
    }

    InClusterDatabases databases() {
        return databases;
    }

    TodoFlow flow() {
        return new TodoFlow(service -> cluster.service(NAMESPACE, service), databases::number);
    }

    List<Pod> pods() {
        return cluster.client().pods().inNamespace(NAMESPACE).list().getItems();
    }

    /** Deletes the namespace with all that is in it, and the databases. */
    synchronized void delete() {
        cluster.kubectl("delete", "namespace", NAMESPACE, "--ignore-not-found", "--timeout=120s");
        databases.close();
        prepared = false;
    }
}
