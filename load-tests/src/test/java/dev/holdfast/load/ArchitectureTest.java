package dev.holdfast.load;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.holdfast", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule theCheckerKnowsNothingButReceipts =
      classes()
          .that()
          .resideInAPackage("..load.check..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("..load.check..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule noClassIsSharedWithTheService =
      classes()
          .that()
          .resideInAPackage("dev.holdfast..")
          .should()
          .resideInAPackage("dev.holdfast.load..");

  @ArchTest
  static final ArchRule packagesLeanOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("check")
          .definedBy("..load.check..")
          .layer("config")
          .definedBy("..load.config..")
          .layer("endpoints")
          .definedBy("..load.endpoints..")
          .layer("scenarios")
          .definedBy("..load.scenarios..")
          .layer("simulations")
          .definedBy("..load.simulations..")
          .layer("report")
          .definedBy("..load.report..")
          .layer("process")
          .definedBy("..load.process..")
          .layer("campaign")
          .definedBy("..load.campaign..")
          .layer("restart")
          .definedBy("..load.restart..")
          .layer("kill")
          .definedBy("..load.kill..")
          .layer("failover")
          .definedBy("..load.failover..")
          .layer("switching")
          .definedBy("..load.switching..")
          .layer("waiting")
          .definedBy("..load.waiting..")
          .layer("journal")
          .definedBy("..load.journal..")
          .layer("price")
          .definedBy("..load.price..")
          .whereLayer("price")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("restart")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("kill")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("failover")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("switching")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("waiting")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("journal")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("campaign")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("campaign", "restart", "failover", "price")
          .whereLayer("simulations")
          .mayOnlyBeAccessedByLayers("campaign")
          .whereLayer("scenarios")
          .mayOnlyBeAccessedByLayers("simulations", "report", "campaign", "restart")
          .whereLayer("process")
          .mayOnlyBeAccessedByLayers(
              "scenarios",
              "campaign",
              "restart",
              "kill",
              "failover",
              "switching",
              "waiting",
              "journal",
              "price")
          .whereLayer("endpoints")
          .mayOnlyBeAccessedByLayers(
              "scenarios",
              "simulations",
              "process",
              "campaign",
              "restart",
              "kill",
              "failover",
              "switching",
              "waiting",
              "journal",
              "price");
}
