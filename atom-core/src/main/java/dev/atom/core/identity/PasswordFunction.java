package dev.atom.core.identity;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;

/** Computes the tag of a password. Thread-safe; holds the cost's memory while it runs. */
@FunctionalInterface
interface PasswordFunction {
    /** Argon2id by Password4j, whose own default parameters are below what is recommended and are never used. */
    PasswordFunction ARGON2ID = (password, salt, cost) -> Argon2Function.getInstance(
                    cost.memoryKib(), cost.passes(), cost.lanes(), StoredPassword.TAG_BYTES, Argon2.ID)
            .hash(password, salt)
            .getBytes();

    /** The tag, {@link StoredPassword#TAG_BYTES} bytes. */
    byte[] tag(byte[] password, byte[] salt, PasswordCost cost);
}
