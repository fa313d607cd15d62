package dev.atom.benchmarks.keys;

import dev.atom.core.audit.Origin;
import dev.atom.core.tenant.RequestFacts;
import dev.atom.core.tenant.ResolvedCaller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Knowing a caller by its key: from the cache, from the database, and the digest that both begin with. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class KeyBenchmark {
    /** A resolver and a key. */
    @State(Scope.Benchmark)
    public static class Keys {
        /** Where the database is, kept for the next benchmark; empty for a new one that is deleted at the end. */
        @Param("")
        public String directory = "";

        @SuppressWarnings("NullAway.Init") // JMH calls open first.
        KeysUnderTest keys;

        @SuppressWarnings("NullAway.Init")
        RequestFacts facts;

        @SuppressWarnings("NullAway.Init")
        byte[] text;

        /** Opens it. */
        @Setup
        public void open() throws IOException {
            keys = KeysUnderTest.open(directory);
            facts = new RequestFacts(Optional.of(keys.key()), Optional.empty(), Optional.empty(), Origin.NONE);
            text = keys.key().getBytes(StandardCharsets.US_ASCII);
        }

        /** Leaves no process behind. */
        @TearDown
        public void close() throws IOException {
            keys.close();
        }
    }

    /** The SHA-256 of the key's characters, alone. */
    @Benchmark
    public byte[] digest(Keys state) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(state.text);
    }

    /** From the cache, but for one look at the database every five seconds. */
    @Benchmark
    public ResolvedCaller verifyWarm(Keys state) {
        return state.keys.resolve(state.facts);
    }

    /** From the database, one query. */
    @Benchmark
    public ResolvedCaller verifyCold(Keys state) {
        return state.keys.resolveAnew(state.facts);
    }
}
