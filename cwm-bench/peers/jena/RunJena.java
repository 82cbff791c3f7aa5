import java.util.List;
import org.apache.jena.rdf.model.InfModel;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.reasoner.rulesys.GenericRuleReasoner;
import org.apache.jena.reasoner.rulesys.Rule;
import org.apache.jena.riot.RDFDataMgr;

/// Computes a closure by Apache Jena's general purpose rule engine and prints how many facts it
/// derived.
///
/// Arguments: `forward` or `rete`, the rules in Jena's syntax, the data.
public final class RunJena {
  private RunJena() {}

  public static void main(String[] args) {
    var mode =
        args[0].equals("rete") ? GenericRuleReasoner.FORWARD_RETE : GenericRuleReasoner.FORWARD;
    List<Rule> rules = Rule.rulesFromURL("file:" + args[1]);
    Model data = ModelFactory.createDefaultModel();
    RDFDataMgr.read(data, args[2]);

    GenericRuleReasoner reasoner = new GenericRuleReasoner(rules);
    reasoner.setMode(mode);
    InfModel closure = ModelFactory.createInfModel(reasoner, data);
    closure.prepare();
    System.out.println("derived: " + closure.getDeductionsModel().size());
    System.out.flush();
    Runtime.getRuntime().halt(0); // its shutdown is not what is measured
  }
}
