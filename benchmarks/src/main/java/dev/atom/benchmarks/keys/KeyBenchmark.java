package dev.atom.benchmarks.keys;

import dev.atom.benchmarks.durable.DurableState;
import dev.atom.core.audit.Origin;
import dev.atom.core.tenant.RequestFacts;
import dev.atom.core.tenant.ResolvedCaller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Knowing a caller by its key: from the cache, from the database, and the digest that both begin with. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class KeyBenchmark {
    /** A resolver and a key. */
    public static class Keys extends DurableState<KeysUnderTest> {
        @SuppressWarnings("NullAway.Init")
        RequestFacts facts;

        @Override
        protected KeysUnderTest over(String directory) throws IOException {
            KeysUnderTest keys = new KeysUnderTest(directory);
            facts = new RequestFacts(Optional.of(keys.key()), Optional.empty(), Optional.empty(), Origin.NONE);
            return keys;
        }
    }

    /** What a thread needs to compute SHA-256. */
    @State(Scope.Thread)
    public static class Sha256 {
        private final byte[] text = ("atom_dk_" + UUID.randomUUID()).getBytes(StandardCharsets.US_ASCII);

        @SuppressWarnings("NullAway.Init") // JMH calls prepare first.
        private MessageDigest digest;

        /** Has it ready. */
        @Setup
        public void prepare() throws NoSuchAlgorithmException {
            digest = MessageDigest.getInstance("SHA-256");
        }
    }

    /** The SHA-256 of a key's 44 bytes, and nothing else. */
    @Benchmark
    public byte[] digest(Sha256 state) {
        return state.digest.digest(state.text);
    }

    /** From the cache, but for one look at the database every five seconds. */
    @Benchmark
    public ResolvedCaller verifyWarm(Keys state) {
        return state.subject.resolve(state.facts);
    }

    /** The same by two threads at once; the time is that of one as its thread sees it. */
    @Benchmark
    @Threads(2)
    public ResolvedCaller verifyWarmBy2(Keys state) {
        return state.subject.resolve(state.facts);
    }

    /** From the database, one query. */
    @Benchmark
    public ResolvedCaller verifyCold(Keys state) {
        return state.subject.resolveAnew(state.facts);
    }
}
