export const COMPLETION_HELP = `
Put it where your shell reads it:
  bash   echo 'eval "$(hookinbox completion bash)"' >> ~/.bashrc
  zsh    echo 'eval "$(hookinbox completion zsh)"' >> ~/.zshrc      (after compinit)
  fish   hookinbox completion fish > ~/.config/fish/completions/hookinbox.fish

Commands, options, providers, sample types and the sources of the config here are offered.`;
