package cwm.cluster.ratis;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;

/// Names our way to call for Ratis, which makes an instance by that name. All that matters comes in
/// the parameters.
public final class IpcRpcType implements RpcType {
  private static final String FACTORY = "cwm.cluster.ratis.factory";

  @Override
  public String name() {
    return IpcRpcType.class.getName();
  }

  @Override
  public RpcFactory newFactory(Parameters parameters) {
    return parameters.getNonNull(FACTORY, IpcServerFactory.class);
  }

  static Parameters parameters(IpcServerFactory factory) {
    var parameters = new Parameters();
    parameters.put(FACTORY, factory, IpcServerFactory.class);
    return parameters;
  }
}
