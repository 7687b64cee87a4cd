/** A service without a framework, as docs/patterns/adopt.md explains it. */
package io.eventtopology.patterns.example;
