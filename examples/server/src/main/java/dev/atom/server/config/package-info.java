/**
 * The server's configuration: a YAML file overridden by the environment, read into records. Whatever is wrong with it is told in
 * one message, so that nobody fixes problems one start at a time.
 */
@NullMarked
package dev.atom.server.config;

import org.jspecify.annotations.NullMarked;
