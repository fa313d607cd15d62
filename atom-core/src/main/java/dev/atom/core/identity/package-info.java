/**
 * Credentials: desktop API keys and the permissions they carry.
 * A key is stored as its SHA-256 and shown once; look-up needs no tenant and goes through one SECURITY DEFINER function.
 * Users, sessions and roles join here.
 */
@NullMarked
package dev.atom.core.identity;

import org.jspecify.annotations.NullMarked;
