package dev.atom.core.limit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Date;

/** A wall clock that jumps an hour on one instance changes no decision, because no engine asks it. */
@AnalyzeClasses(packages = "dev.atom.core.limit", importOptions = ImportOption.DoNotIncludeTests.class)
class NoWallClockTest {
    @ArchTest
    static final ArchRule ASKS_NO_CLOCK_BY_NAME = noClasses()
            .that()
            .haveSimpleNameStartingWith("Redis")
            .or()
            .haveSimpleNameStartingWith("Local")
            .or()
            .haveSimpleNameEndingWith("Mirror")
            .or()
            .haveSimpleNameEndingWith("Table")
            .or()
            .haveSimpleName("ServerTime")
            .or()
            .haveSimpleName("LimitClock")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Clock.class, Instant.class, Date.class, LocalDateTime.class);
}
