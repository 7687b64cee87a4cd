package io.eventtopology.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

/** Data flows one way: watch, plan, apply, status; each package has one job. */
@AnalyzeClasses(packages = "io.eventtopology.operator", importOptions = ImportOption.DoNotIncludeTests.class)
class OperatorArchitectureTest {
    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.eventtopology.operator.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_STATUS_AND_CERTIFICATES_KNOW_THE_TIME = noClasses()
            .that()
            .resideOutsideOfPackages("..operator.status..", "..operator.admission..")
            .and()
            .doNotHaveSimpleName("OperatorMain")
            .and()
            .doNotHaveSimpleName("OperatorRuntime")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .callMethod(Instant.class, "now");

    @ArchTest
    static final ArchRule ONLY_APPLY_AND_STATUS_WRITE_TO_THE_API_SERVER = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "..operator.apply..",
                    "..operator.status..",
                    "..operator.topics..",
                    "..operator.users..",
                    // Its certificate, and whom to trust for it.
                    "..operator.admission..")
            .and()
            // Gives its Lease back when it ends.
            .doNotHaveSimpleName("Leadership")
            .and()
            // A user of the operator, not a part of it.
            .doNotHaveSimpleName("ReconcileCheck")
            .should()
            .callMethodWhere(new WritesToTheApiServer());

    @ArchTest
    static final ArchRule KAFKA_STAYS_IN_BROKER = noClasses()
            .that()
            .resideOutsideOfPackages("..operator.broker..", "..operator.topics..", "..operator.users..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule THE_BROKER_KNOWS_NO_KUBERNETES = noClasses()
            .that()
            .resideInAPackage("..operator.broker..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fabric8..", "io.javaoperatorsdk..");

    @ArchTest
    static final ArchRule NOBODY_NEEDS_ADMISSION = noClasses()
            .that()
            .resideOutsideOfPackage("..operator.admission..")
            .and()
            .doNotHaveSimpleName("OperatorRuntime")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..operator.admission..");

    @ArchTest
    static final ArchRule NO_GRAB_BAGS = noClasses()
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager");
}
