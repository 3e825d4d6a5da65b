import { QueryClient, queryOptions } from "@tanstack/react-query";
import { client, data, Problem } from "./client";

/** What was refused is not asked again; what got no answer is, twice. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => !(error instanceof Problem) && failures < 2,
      staleTime: 5_000,
      networkMode: "always", // a phone that believes to be offline may still reach us, and our own page tells better
    },
    mutations: { networkMode: "always", retry: false },
  },
});

export const me = queryOptions({ queryKey: ["me"], queryFn: () => data(client.GET("/me")), staleTime: 300_000 });
