package dev.atom.core.vault;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.atom.core.audit.AuditLog;
import dev.atom.core.db.Database;
import dev.atom.spi.KeyWrapper;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.function.IntConsumer;

/** Puts a vault together. Every setter has a default that suits production. */
public final class KeyVaultBuilder {
    final Database database;
    final KeyWrapper wrapper;
    Clock clock = Clock.systemUTC();
    SecureRandom random = new SecureRandom();
    Duration dataKeyTimeToLive = Duration.ofMinutes(5);
    Ticker ticker = Ticker.systemTicker();
    int openThreads = 4;
    int openBatch = 256;
    int openQueue = 10_000;
    int rotationBatch = 500;
    IntConsumer afterRotationBatch = batches -> {};

    KeyVaultBuilder(Database database, KeyWrapper wrapper) {
        this.database = database;
        this.wrapper = wrapper;
    }

    /** Dates rows; the system's, in UTC, by default. */
    public KeyVaultBuilder clock(Clock value) {
        clock = value;
        return this;
    }

    /** The source of keys, salts and nonces. */
    public KeyVaultBuilder random(SecureRandom value) {
        random = value;
        return this;
    }

    /** How long an unwrapped data key may stay in memory, counted from unwrapping; 5 minutes by default. */
    public KeyVaultBuilder dataKeyTimeToLive(Duration value) {
        dataKeyTimeToLive = value;
        return this;
    }

    /** How many threads, and so database connections, opening uses at most; 1 or more, 4 by default. */
    public KeyVaultBuilder openThreads(int value) {
        openThreads = positive("openThreads", value);
        return this;
    }

    /** How many opens, of any tenants, share a transaction at most; 256 by default. */
    public KeyVaultBuilder openBatch(int value) {
        openBatch = positive("openBatch", value);
        return this;
    }

    /** How many opens may wait for the database; the next one is refused with UNAVAILABLE. 10 000 by default. */
    public KeyVaultBuilder openQueue(int value) {
        openQueue = positive("openQueue", value);
        return this;
    }

    /** How many keys a rotation moves in one transaction; 500 by default. */
    public KeyVaultBuilder rotationBatch(int value) {
        rotationBatch = positive("rotationBatch", value);
        return this;
    }

    KeyVaultBuilder ticker(Ticker value) {
        ticker = value;
        return this;
    }

    KeyVaultBuilder afterRotationBatch(IntConsumer value) {
        afterRotationBatch = value;
        return this;
    }

    /** The vault; close it. */
    public SealedKeyVault build() {
        return new SealedKeyVault(this, new AuditLog(database.tenants(), clock));
    }

    private static int positive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, not " + value);
        }
        return value;
    }
}
