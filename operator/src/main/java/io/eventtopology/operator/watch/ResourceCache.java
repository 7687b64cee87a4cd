package io.eventtopology.operator.watch;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What exists of one kind, kept up to date by a watch for each namespace, shared by all reconcilers. Own writes are seen at
 * once, before the watch brings them. A kind whose CRD is missing, or goes away, is tried again until it is there. Objects in
 * the cache are shared: never change them.
 *
 * @param <T> type of the objects
 */
public final class ResourceCache<T extends HasMetadata> {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceCache.class);

    private final KubernetesClient client;
    private final ResourceKind kind;
    private final Class<T> type;
    private final Set<String> namespaces;
    private final @Nullable String labelSelector;
    private final Map<String, Function<T, List<String>>> indexers;
    private final UnaryOperator<T> kept;
    private final Map<String, SharedIndexInformer<T>> informers = new ConcurrentHashMap<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final List<ChangeListener<T>> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, T> ownWrites = new HashMap<>();
    private volatile boolean started;
    private volatile boolean lost;

    /**
     * A cache that does not watch yet.
     *
     * @param namespaces namespaces to watch; all when empty
     * @param labelSelector only objects with these labels; all when null
     * @param indexers index name → keys of an object
     */
    ResourceCache(
            KubernetesClient client,
            ResourceKind kind,
            Class<T> type,
            Set<String> namespaces,
            @Nullable String labelSelector,
            Map<String, Function<T, List<String>>> indexers) {
        this(client, kind, type, namespaces, labelSelector, indexers, UnaryOperator.identity());
    }

    /**
     * As above, and of each object only a part is held in memory.
     *
     * @param kept makes what is held of an object; keeps its name, namespace, uid, version and what the indexers read
     */
    ResourceCache(
            KubernetesClient client,
            ResourceKind kind,
            Class<T> type,
            Set<String> namespaces,
            @Nullable String labelSelector,
            Map<String, Function<T, List<String>>> indexers,
            UnaryOperator<T> kept) {
        this.client = client;
        this.kind = kind;
        this.type = type;
        this.namespaces = Set.copyOf(namespaces);
        this.labelSelector = labelSelector;
        this.indexers = Map.copyOf(indexers);
        this.kept = kept;
    }

    /** A listener for changes of objects of this kind. */
    @FunctionalInterface
    public interface ChangeListener<T> {
        /**
         * Called in the order in which the watch brings changes; must not block.
         *
         * @param before null for a new object
         * @param after null for a deleted object
         */
        void changed(@Nullable T before, @Nullable T after);
    }

    /** The kind of the objects. */
    public ResourceKind kind() {
        return kind;
    }

    /** Tells of changes from now on. */
    public void onChange(ChangeListener<T> listener) {
        listeners.add(listener);
    }

    /**
     * Starts the watch if the API server knows the kind; does nothing when it runs already.
     *
     * @return whether it runs
     */
    synchronized boolean start() {
        if (isAvailable()) {
            return true;
        }
        if (!mayBeKnownToApiServer()) {
            return false;
        }
        stop();
        for (String namespace : namespaces.isEmpty() ? Set.of("") : namespaces) {
            SharedIndexInformer<T> informer = operation(namespace).runnableInformer(0);
            informer.exceptionHandler((wasStarted, failure) -> {
                if (isUnknownKind(failure)) {
                    // Trying on at ever longer intervals would be slower than to look for the CRD.
                    LOG.warn("The API server does not know {} any more", kind);
                    lost = true;
                    return false;
                }
                refused.add(namespace);
                LOG.warn(
                        "The watch of {} in {} failed and is tried again: {}",
                        kind,
                        place(namespace),
                        failure.getMessage());
                return true;
            });
            informer.itemStore(new Store<>(kept));
            informer.addIndexers(new HashMap<>(indexers));
            informer.addEventHandler(new Handler());
            informers.put(namespace, informer);
            var unused = informer.start();
        }
        started = true;
        return true;
    }

    private static String place(String namespace) {
        return namespace.isEmpty() ? "all namespaces" : "namespace " + namespace;
    }

    /** An API server that does not answer now has said nothing: only its no is a no, and the watch tries on until it answers. */
    private boolean mayBeKnownToApiServer() {
        try {
            String answer = client.raw(kind.discoveryPath());
            return answer != null && answer.contains("\"" + kind.plural() + "\"");
        } catch (KubernetesClientException e) {
            LOG.debug("Cannot ask for {}: {}", kind, e.getMessage());
            return e.getCode() != 404;
        }
    }

    /** A list of objects answers 404 only where the kind does not exist, not where the namespace does not. */
    private static boolean isUnknownKind(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KubernetesClientException answer && answer.getCode() == 404) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings("unchecked")
    private FilterWatchListDeletable<T, ?, ?> operation(String namespace) {
        FilterWatchListDeletable<T, ?, ?> some;
        if (type == GenericKubernetesResource.class) {
            var generic = client.genericKubernetesResources(kind.context());
            some = (FilterWatchListDeletable<T, ?, ?>)
                    (namespace.isEmpty() ? generic.inAnyNamespace() : generic.inNamespace(namespace));
        } else {
            var typed = client.resources(type);
            some = namespace.isEmpty() ? typed.inAnyNamespace() : typed.inNamespace(namespace);
        }
        return labelSelector == null ? some : (FilterWatchListDeletable<T, ?, ?>) some.withLabelSelector(labelSelector);
    }

    synchronized void stop() {
        informers.values().forEach(SharedIndexInformer::stop);
        informers.clear();
        refused.clear();
        synchronized (ownWrites) {
            ownWrites.clear();
        }
        started = false;
        lost = false;
    }

    /**
     * Says that the API server answered that it does not know the kind. Its watches stay open for long after a CRD is gone, and bring
     * nothing.
     */
    public void kindIsGone() {
        lost = true;
    }

    /** Whether the watch runs, which says that the API server knows the kind. */
    public boolean isAvailable() {
        return started && !lost;
    }

    /** Whether everything that existed at the start has been read: only then is absence in the cache absence. */
    public boolean hasSynced() {
        return isAvailable() && informers.values().stream().allMatch(SharedIndexInformer::hasSynced);
    }

    /** As {@link #hasSynced()}, for one namespace; all of the cache's when it does not watch that one. */
    public boolean hasSynced(String namespace) {
        SharedIndexInformer<T> informer = informerOf(namespace);
        return informer == null ? hasSynced() : isAvailable() && informer.hasSynced();
    }

    /** Whether each namespace has been read or could not be read at the first attempt, for example because it is forbidden. */
    public boolean isReadOrRefused() {
        return informers.entrySet().stream()
                .allMatch(entry -> entry.getValue().hasSynced() || refused.contains(entry.getKey()));
    }

    private @Nullable SharedIndexInformer<T> informerOf(String namespace) {
        return informers.get(namespaces.isEmpty() ? "" : namespace);
    }

    /** The object, own writes included. */
    public Optional<T> get(String namespace, String name) {
        String key = namespace + "/" + name;
        return Optional.ofNullable(newest(key));
    }

    private @Nullable T cached(String key) {
        for (SharedIndexInformer<T> informer : informers.values()) {
            T cached = informer.getStore().getByKey(key);
            if (cached != null) {
                return cached;
            }
        }
        return null;
    }

    /**
     * The object as the cache has it, unless that is older. What the framework hands over is a copy that went through JSON, and the
     * problems that were met when a stored spec was read are lost in it.
     */
    public T newestOf(T object) {
        return get(object.getMetadata().getNamespace(), object.getMetadata().getName())
                .filter(cached -> cached.getMetadata()
                                .getUid()
                                .equals(object.getMetadata().getUid())
                        && version(cached) >= version(object))
                .orElse(object);
    }

    /** Objects with this index key, own writes included, in any order. */
    public List<T> byIndex(String index, String key) {
        Map<String, T> found = new LinkedHashMap<>();
        for (SharedIndexInformer<T> informer : informers.values()) {
            for (T object : informer.getIndexer().byIndex(index, key)) {
                found.put(key(object), object);
            }
        }
        Function<T, List<String>> indexer = indexers.get(index);
        if (indexer == null) {
            throw new IllegalArgumentException(kind + " has no index " + index);
        }
        synchronized (ownWrites) {
            for (String id : ownWrites.keySet()) {
                T newest = newest(id);
                if (newest == null || !indexer.apply(newest).contains(key)) {
                    found.remove(id);
                } else {
                    found.put(id, newest);
                }
            }
        }
        return new ArrayList<>(found.values());
    }

    /** All objects, in any order. */
    public List<T> list() {
        List<T> all = new ArrayList<>();
        informers.values().forEach(informer -> all.addAll(informer.getStore().list()));
        return all;
    }

    /** Makes an own write visible before the watch brings it. */
    public void wrote(T object) {
        synchronized (ownWrites) {
            ownWrites.put(key(object), object);
        }
    }

    private @Nullable T newest(String key) {
        synchronized (ownWrites) {
            T own = ownWrites.get(key);
            // Asked before the cache: what passes in between is in the cache then.
            if (own == null || hasPassed(own)) {
                return cached(key);
            }
            T cached = cached(key);
            return cached != null && version(cached) >= version(own) ? cached : own;
        }
    }

    /**
     * Whether the watch is beyond the version of an own write. Versions of one API server are comparable across kinds: each is a
     * revision of its etcd. An own write that is not in the cache then was deleted again, and both fell between two lists.
     */
    private boolean hasPassed(T own) {
        SharedIndexInformer<T> informer = informerOf(own.getMetadata().getNamespace());
        return informer != null && number(informer.lastSyncResourceVersion()) >= version(own);
    }

    /** Forgets own writes that the watch has passed, and tells of those whose object was deleted without the watch bringing it. */
    void settle() {
        List<T> vanished = new ArrayList<>();
        synchronized (ownWrites) {
            ownWrites.entrySet().removeIf(entry -> {
                boolean passed = hasPassed(entry.getValue());
                if (passed && cached(entry.getKey()) == null) {
                    vanished.add(entry.getValue());
                }
                return passed;
            });
        }
        vanished.forEach(own -> tell(own, null));
    }

    /** Whether the watch brings just what was written here: whoever wrote it knows already. */
    private boolean seen(T object, boolean deleted) {
        synchronized (ownWrites) {
            T own = ownWrites.get(key(object));
            boolean same = own != null && version(object) == version(own);
            if (own != null
                    && (version(object) >= version(own)
                            || (deleted
                                    && object.getMetadata()
                                            .getUid()
                                            .equals(own.getMetadata().getUid())))) {
                ownWrites.remove(key(object));
            }
            return same && !deleted;
        }
    }

    private static String key(HasMetadata object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }

    private static long version(HasMetadata object) {
        return number(object.getMetadata().getResourceVersion());
    }

    private static long number(@Nullable String version) {
        return version == null || version.isEmpty() ? 0 : Long.parseLong(version);
    }

    private void tell(@Nullable T before, @Nullable T after) {
        for (ChangeListener<T> listener : listeners) {
            listener.changed(before, after);
        }
    }

    private static final class Store<T extends HasMetadata> extends BasicItemStore<T> {
        private final UnaryOperator<T> kept;

        Store(UnaryOperator<T> kept) {
            super(Cache::metaNamespaceKeyFunc);
            this.kept = kept;
        }

        @Override
        public T put(String key, T object) {
            return super.put(key, kept.apply(object));
        }
    }

    private final class Handler implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T object) {
            if (!seen(object, false)) {
                tell(null, object);
            }
        }

        @Override
        public void onUpdate(T before, T after) {
            if (!seen(after, false) && version(before) != version(after)) {
                tell(before, after);
            }
        }

        @Override
        public void onDelete(T object, boolean finalStateUnknown) {
            seen(object, true);
            tell(object, null);
        }
    }
}
