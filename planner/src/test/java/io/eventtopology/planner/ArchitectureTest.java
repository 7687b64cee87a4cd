package io.eventtopology.planner;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.eventtopology.planner.graph.Graph;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Random;
import java.util.UUID;

/** The planner is pure, and its parts depend on each other in one direction. */
@AnalyzeClasses(packages = "io.eventtopology.planner", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.eventtopology.planner";

    @ArchTest
    static final ArchRule no_cluster_client = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.fabric8.kubernetes.client..")
                    .and(not(resideInAnyPackage("io.fabric8.kubernetes.client.utils"))
                            .and(not(belongToAnyOf(io.fabric8.kubernetes.client.CustomResource.class)))));

    @ArchTest
    static final ArchRule no_operator_framework_no_files_no_network = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.javaoperatorsdk..",
                    "java.nio.file..",
                    "java.io",
                    "java.net..",
                    "java.net.http..",
                    "org.apache.kafka..",
                    "java.util.concurrent..");

    @ArchTest
    static final ArchRule no_clock_no_chance = noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Clock.class, Random.class, UUID.class)
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class);

    @ArchTest
    static final ArchRule the_model_depends_on_no_part_but_the_graph_it_carries = noClasses()
            .that()
            .resideInAPackage(ROOT + ".model")
            .should()
            .dependOnClassesThat(resideInAnyPackage(ROOT + "..")
                    .and(not(resideInAnyPackage(ROOT + ".model")))
                    .and(not(belongToAnyOf(Graph.class))));

    @ArchTest
    static final ArchRule names_depend_on_the_model_only = noClasses()
            .that()
            .resideInAPackage(ROOT + ".naming")
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage(ROOT + "..").and(not(resideInAnyPackage(ROOT + ".naming", ROOT + ".model"))));

    @ArchTest
    static final ArchRule kafka_stands_alone = standsAlone("kafka");

    @ArchTest
    static final ArchRule dapr_stands_alone = standsAlone("dapr");

    @ArchTest
    static final ArchRule workload_stands_alone = standsAlone("workload");

    /** The linter explains what the workloads come to, so it asks them rather than compute it a second time. */
    @ArchTest
    static final ArchRule findings_know_workloads_only = standsAlone("findings", ROOT + ".workload");

    @ArchTest
    static final ArchRule graph_stands_alone = standsAlone("graph");

    @ArchTest
    static final ArchRule nothing_has_an_empty_name = classes()
            .should()
            .haveSimpleNameNotEndingWith("Util")
            .andShould()
            .haveSimpleNameNotEndingWith("Utils")
            .andShould()
            .haveSimpleNameNotEndingWith("Helper")
            .andShould()
            .haveSimpleNameNotEndingWith("Manager");

    private static ArchRule standsAlone(String part, String... others) {
        return noClasses()
                .that()
                .resideInAPackage(ROOT + "." + part)
                .should()
                .dependOnClassesThat(resideInAnyPackage(ROOT + "..")
                        .and(not(resideInAnyPackage(ROOT + "." + part, ROOT + ".model", ROOT + ".naming")))
                        .and(not(resideInAnyPackage(others)))
                        .and(not(belongToAnyOf(Graph.class))));
    }
}
