package io.eventtopology.tools.program;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that tests and the quickstart start, and the one version of it that the ladder brings.
 *
 * @param name the file name, for example {@code kube-apiserver}
 * @param version the pinned version, without a leading {@code v}
 * @param minimum the lowest version accepted from PATH or from the environment variable
 * @param versionArguments what makes the program print its version and end
 * @param versionPattern finds the version in what it prints; its first group is the version
 * @param release the official release, or empty if there is none
 * @param source the Go package it is built from
 */
public record Program(
        String name,
        String version,
        String minimum,
        List<String> versionArguments,
        String versionPattern,
        Optional<Release> release,
        GoSource source) {

    private static final String KUBERNETES = "1.34.4";
    private static final String ETCD_VERSION = "3.6.16";
    private static final String DAPR_VERSION = "1.16.0";

    /** The store of the API server. */
    public static final Program ETCD = new Program(
            "etcd",
            ETCD_VERSION,
            "3.5",
            List.of("--version"),
            "etcd Version: ([0-9][^\\s]*)",
            Optional.of(new Release(
                    "https://github.com/etcd-io/etcd/releases/download/v{version}/etcd-v{version}-{os}-{arch}.tar.gz",
                    "etcd-v{version}-{os}-{arch}/etcd")),
            new GoSource("etcd", "go.etcd.io/etcd/server/v3", "", "-s -w", "about 1 minute"));

    /** The Kubernetes API server. */
    public static final Program KUBE_APISERVER =
            kubernetes("kube-apiserver", List.of("--version"), "Kubernetes v([0-9][^\\s]*)", "about 4 minutes");

    /** Garbage collection, namespaces, service accounts and the other controllers of Kubernetes. */
    public static final Program KUBE_CONTROLLER_MANAGER = kubernetes(
            "kube-controller-manager", List.of("--version"), "Kubernetes v([0-9][^\\s]*)", "about 2 minutes");

    /** The command-line client. */
    public static final Program KUBECTL =
            kubernetes("kubectl", List.of("version", "--client"), "Client Version: v([0-9][^\\s]*)", "about 1 minute");

    /** Dapr's sidecar. Ours has the stable components and name resolution by SQLite; a release has all components. */
    public static final Program DAPRD =
            dapr("daprd", "./daprd", List.of("--version"), "(?m)^v?([0-9][^\\s]*)$", "about 5 minutes");

    /**
     * Dapr's certificate authority, without which sidecars do not know each other's identity. It has no flag that prints
     * its version, but names it before it looks for its configuration.
     */
    public static final Program SENTRY = dapr(
            "sentry",
            "github.com/dapr/dapr/cmd/sentry",
            List.of("--enable-metrics=false", "--config", "/nonexistent/to-end-after-the-version"),
            "Dapr Sentry certificate authority -- version v?([0-9][^\\s]*)",
            "about 1 minute");

    /** Every program of a control plane, in the order in which they start. */
    public static final List<Program> ALL = List.of(ETCD, KUBE_APISERVER, KUBE_CONTROLLER_MANAGER, KUBECTL);

    /** Every program of Dapr that services on one machine run with. */
    public static final List<Program> DAPR = List.of(DAPRD, SENTRY);

    /**
     * An official download. In both texts {@code {version}}, {@code {os}} and {@code {arch}} stand for the pinned
     * version and the machine, in Go's names ({@code linux}, {@code amd64}).
     *
     * @param url where it is
     * @param member the program's path inside the {@code .tar.gz}; empty if the download is the program itself
     */
    public record Release(String url, String member) {}

    /**
     * A Go main package inside a pinned module.
     *
     * @param module the folder below {@code tools/go} with {@code go.mod} and {@code go.sum}
     * @param goPackage the main package's import path, or {@code ./<folder>} for one beside {@code go.mod}, whose
     *     {@code main.go} is all of it
     * @param tags the value of {@code -tags}; may be empty
     * @param linkerFlags the value of {@code -ldflags}
     * @param duration what a person should expect of the first build, for example {@code about 4 minutes}
     */
    public record GoSource(String module, String goPackage, String tags, String linkerFlags, String duration) {}

    /** The environment variable with an explicit path, for example {@code EVENT_TOPOLOGY_KUBE_APISERVER}. */
    public String variable() {
        return "EVENT_TOPOLOGY_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The version in the program's own words, or empty if they name none. */
    public Optional<String> versionIn(String printed) {
        Matcher matcher = Pattern.compile(versionPattern).matcher(printed);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Whether this version is {@link #minimum()} or newer. Only the first two numbers count. */
    public boolean accepts(String found) {
        int[] have = majorMinor(found);
        int[] need = majorMinor(minimum);
        return have[0] != need[0] ? have[0] > need[0] : have[1] >= need[1];
    }

    private static int[] majorMinor(String version) {
        Matcher matcher = Pattern.compile("^(\\d+)\\.(\\d+)").matcher(version);
        if (!matcher.find()) {
            return new int[] {0, 0};
        }
        return new int[] {Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))};
    }

    private static Program kubernetes(
            String name, List<String> versionArguments, String versionPattern, String duration) {
        String flags = "-s -w"
                + " -X k8s.io/component-base/version.gitVersion=v" + KUBERNETES
                + " -X k8s.io/component-base/version.gitMajor=1"
                + " -X k8s.io/component-base/version.gitMinor=34"
                + " -X k8s.io/client-go/pkg/version.gitVersion=v" + KUBERNETES;
        return new Program(
                name,
                KUBERNETES,
                "1.30",
                versionArguments,
                versionPattern,
                Optional.of(new Release("https://dl.k8s.io/release/v{version}/bin/{os}/{arch}/" + name, "")),
                new GoSource("kubernetes", "k8s.io/kubernetes/cmd/" + name, "", flags, duration));
    }

    private static Program dapr(
            String name, String goPackage, List<String> versionArguments, String versionPattern, String duration) {
        return new Program(
                name,
                DAPR_VERSION,
                "1.16",
                versionArguments,
                versionPattern,
                Optional.of(new Release(
                        "https://github.com/dapr/dapr/releases/download/v{version}/" + name + "_{os}_{arch}.tar.gz",
                        name)),
                new GoSource(
                        "dapr",
                        goPackage,
                        "stablecomponents",
                        "-s -w -X github.com/dapr/dapr/pkg/buildinfo.version=" + DAPR_VERSION,
                        duration));
    }
}
