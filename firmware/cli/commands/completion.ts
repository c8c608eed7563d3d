import { Argument } from 'commander';
import { bashCompletion } from '../completion/bash';
import { commandTree } from '../completion/tree';
import { zshCompletion } from '../completion/zsh';
import type { Commands } from '../context';

export const completionCommands: Commands = (program, context) => {
  program
    .command('completion')
    .description('a script that lets your shell complete commands, options and compartments')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh']))
    .action((shell: 'bash' | 'zsh') => {
      const tree = commandTree(program);
      const script = shell === 'bash' ? bashCompletion(tree) : zshCompletion(tree);
      context.show({ shell, script }, () => script);
    });
};
