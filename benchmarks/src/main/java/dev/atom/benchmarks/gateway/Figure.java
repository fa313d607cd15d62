package dev.atom.benchmarks.gateway;

import java.time.Duration;

/**
 * One window measured.
 *
 * @param target what was loaded
 * @param shape with what
 * @param outcome what the load generator saw
 * @param cpu what the target's process used meanwhile, its compilers aside
 * @param compilerCpu what its just-in-time compilers used: of the JVM's age, not of the calls
 * @param databaseCpu what its database server used meanwhile
 */
record Figure(Target target, Shape shape, Outcome outcome, Duration cpu, Duration compilerCpu, Duration databaseCpu) {
    double cpuMicrosPerCall() {
        return cpu.toNanos() / 1e3 / outcome.calls();
    }

    double compilerMicrosPerCall() {
        return compilerCpu.toNanos() / 1e3 / outcome.calls();
    }

    double databaseMicrosPerCall() {
        return databaseCpu.toNanos() / 1e3 / outcome.calls();
    }
}
