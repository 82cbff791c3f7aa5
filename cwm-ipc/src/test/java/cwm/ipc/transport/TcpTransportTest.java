package cwm.ipc.transport;

import cwm.ipc.security.PeerSecurity;

class TcpTransportTest extends TransportContract {
  @Override
  Transport newTransport(String nodeId) {
    return Transports.open(TransportType.TCP, nodeId, PeerSecurity.NONE);
  }

  @Override
  Address freeAddress() {
    return new Address.Inet("127.0.0.1", 0);
  }

  @Override
  Address deadAddress() {
    return new Address.Inet("127.0.0.1", 1);
  }
}
