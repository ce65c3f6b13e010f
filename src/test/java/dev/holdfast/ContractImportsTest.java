package dev.holdfast;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.TestInstance;

/** The contract knows a store by the two ports alone, so that every store can be held to it. */
@AnalyzeClasses(packages = "dev.holdfast.contract")
class ContractImportsTest {
  @ArchTest
  static final ArchRule theContractKnowsNoStoreFromWithin =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.holdfast.redis..",
              "dev.holdfast.postgres..",
              "dev.holdfast.store..",
              "dev.holdfast.lifecycle..",
              "dev.holdfast.instance..")
          .orShould()
          .dependOnClassesThat(
              JavaClass.Predicates.belongToAnyOf(TestInstance.class, InstanceSetup.class));
}
