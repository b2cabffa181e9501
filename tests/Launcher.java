import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Runs a throw-away Neo4j whose jars are on the class path, for tests. Argument: its home folder. The password of user neo4j
 * comes in NEO4J_LOCAL_PASSWORD. Prints "READY bolt://…" and runs until its standard input is closed.
 *
 * Everything goes through reflection, so that the compiler of any JDK from 17 on builds it without the server's jars, and one
 * class serves every version of the server.
 */
public class Launcher {
  public static void main(String[] arguments) {
    try {
      Path home = Path.of(arguments[0]);
      Object builder = neo4j("dbms.api.DatabaseManagementServiceBuilder").getConstructor(Path.class).newInstance(home);
      call(builder, "loadPropertiesFromFile", Path.class, home.resolve("conf").resolve("neo4j.conf"));
      Object server = builder.getClass().getMethod("build").invoke(builder);
      setPassword(database(server, "system"), System.getenv("NEO4J_LOCAL_PASSWORD"));
      System.out.println("READY bolt://127.0.0.1:" + boltPort(database(server, "neo4j")));
      while (System.in.read() >= 0) {} // the parent closed it, or died: nothing is left running
      Runtime.getRuntime().halt(0); // an orderly stop takes ten seconds, and the store is thrown away
    } catch (Throwable e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1); // the server's other threads would keep this process alive
    }
  }

  private static Class<?> neo4j(String name) throws ClassNotFoundException {
    return Class.forName("org.neo4j." + name);
  }

  private static void call(Object on, String method, Class<?> type, Object value) throws ReflectiveOperationException {
    on.getClass().getMethod(method, type).invoke(on, value);
  }

  private static Object database(Object server, String name) throws ReflectiveOperationException {
    return neo4j("dbms.api.DatabaseManagementService").getMethod("database", String.class).invoke(server, name);
  }

  /** Calls from inside the process hold full rights, so that no old password is needed. */
  private static void setPassword(Object system, String password) throws ReflectiveOperationException {
    var run = neo4j("graphdb.GraphDatabaseService").getMethod("executeTransactionally", String.class, Map.class);
    try {
      run.invoke(system, "ALTER USER neo4j SET PASSWORD $password CHANGE NOT REQUIRED", Map.of("password", password));
    } catch (InvocationTargetException e) { // a home used again with the password it has
      if (!String.valueOf(e.getCause().getMessage()).contains("cannot be the same")) throw e;
    }
  }

  private static Object boltPort(Object database) throws ReflectiveOperationException {
    var registerType = neo4j("configuration.connectors.ConnectorPortRegister");
    var connectorType = neo4j("configuration.connectors.ConnectorType");
    Object parts = neo4j("kernel.internal.GraphDatabaseAPI").getMethod("getDependencyResolver").invoke(database);
    Object register =
        neo4j("common.DependencyResolver").getMethod("resolveDependency", Class.class).invoke(parts, registerType);
    Object bolt = connectorType.getField("BOLT").get(null);
    Object address = registerType.getMethod("getLocalAddress", connectorType).invoke(register, bolt);
    return address.getClass().getMethod("getPort").invoke(address);
  }
}
