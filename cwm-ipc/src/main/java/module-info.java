/// Messages, formats, transports, sessions and statistics: the only way that nodes talk.
module cwm.ipc {
  requires transitive cwm.rdf;
  requires static transitive org.jspecify;
  requires com.fasterxml.jackson.core;
  requires io.netty.buffer;
  requires io.netty.codec.classes.quic;
  requires io.netty.codec;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.resolver;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;
  requires io.netty.transport;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires org.slf4j;

  exports cwm.ipc;
  exports cwm.ipc.message;
  exports cwm.ipc.security;
  exports cwm.ipc.transport;
  exports cwm.ipc.wire;
}
